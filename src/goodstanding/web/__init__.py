"""The pages, the lanes and the admin listener of a running programme; rendered on the server."""

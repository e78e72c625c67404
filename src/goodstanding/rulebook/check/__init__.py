"""Whether a policy that was read may be published: language, charter, reachability."""

"""Public texts: in every language of the policy, and in no other."""

from goodstanding.errors import declare
from goodstanding.model.policy import Policy
from goodstanding.rulebook.check.complaints import Complaints, public_texts

LANGUAGE_MISSING = declare("policy-language-missing", "A public text lacks a language.")
LANGUAGE_EXTRA = declare("policy-language-extra", "A public text has a language of its own.")


def check_texts(complaints: Complaints, policy: Policy) -> None:
    """Complain of texts that lack a language of the policy's title, or have another one."""
    due = policy.languages
    for path, text in public_texts(policy):
        missing = [language for language in due if language not in text]
        extra = [language for language in text if language not in due]
        if missing:
            complaints.error(
                LANGUAGE_MISSING,
                path,
                f"the text is missing in {', '.join(missing)}",
                "Write it in every language of the policy's own title",
            )
        if extra:
            complaints.error(
                LANGUAGE_EXTRA,
                path,
                f"the policy's own title is not in {', '.join(extra)}",
                "Add the language to every text, or take it out here",
            )

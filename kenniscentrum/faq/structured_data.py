"""What search engines read of a question page: schema.org FAQPage as JSON-LD.

A `<script>` of this type is a data block, which no browser executes and which the content security policy leaves alone.
"""

import json

from django.utils.safestring import SafeString, mark_safe

from .models import QuestionPage

# So that no text can close the script element or open another one.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def faq_page(page: QuestionPage) -> SafeString:
    """Return the page as FAQPage, safe to stand inside a script element."""
    described = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": "nl",
        "dateModified": page.reviewed_on.isoformat(),
        "mainEntity": [
            {
                "@type": "Question",
                "name": page.title,
                "acceptedAnswer": {"@type": "Answer", "text": page.short_answer},
            }
        ],
    }
    return mark_safe(json.dumps(described, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped above

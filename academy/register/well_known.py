"""What programs look for at a fixed address (RFC 8615): the heads of the chain, beside the keys that signed them."""

from django.urls import path

from . import chain_pages

urlpatterns = [path(".well-known/register-chain.json", chain_pages.chain_json, name="register_chain")]

"""Where django-allauth asks the project."""

import base64
import hashlib
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.safestring import SafeString, mark_safe


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False  # accounts are made at the desk, or by `make curator`

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under the site's own address, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("mfa_index")

    def get_client_ip(self, request) -> str:
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104  a server on a Unix socket has no address to say


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return self._site_name()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the host in SITE_URL; without https only to the one in the address: a browser takes localhost."""
        entity = super().get_public_key_credential_rp_entity()
        if settings.HTTPS:
            entity["id"] = urlsplit(settings.SITE_URL).hostname or ""
        return entity | {"name": self._site_name()}

    def build_totp_svg(self, url: str) -> SafeString:
        """A QR code to stand inside the page, without the declaration of an XML file."""
        drawn = super().build_totp_svg(url)
        return mark_safe(drawn[drawn.index("<svg") :])  # noqa: S308  a path that qrcode drew: numbers and nothing else

    def generate_authenticator_name(self, user, type) -> str:
        number = user.authenticator_set.filter(type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    # Secrets of one-time and recovery codes are encrypted, so that a copy of the database is no second factor.

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    @staticmethod
    def _site_name() -> str:
        return f"socialchange ({urlsplit(settings.SITE_URL).hostname})"


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"second factors:" + force_bytes(key)).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

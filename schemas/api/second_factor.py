"""The second factor: codes from an app on a telephone."""

from pydantic import Field

from schemas.api.wire import Answer, Request


class Code(Request):
    """A code from the app, or a recovery code."""

    code: str = Field(min_length=6, max_length=32)


class PasswordAgain(Request):
    """The password, asked for once more before something that protects it is changed."""

    password: str = Field(min_length=1, max_length=1024)


class SecondFactor(Answer):
    """Whether somebody has a second factor."""

    on: bool
    recovery_left: int = Field(description="recovery codes that are left")
    required_in: tuple[str, ...] = Field(description="accounts in which my role needs one")


class SecondFactorBegun(Answer):
    """What to put into the app; it counts from when a code of it was sent."""

    secret: str
    address: str = Field(description="otpauth://… for a QR code")


class RecoveryCodes(Answer):
    """Codes for the loss of the telephone, each for once; they are not shown again."""

    codes: tuple[str, ...]

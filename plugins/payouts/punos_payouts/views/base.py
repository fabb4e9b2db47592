"""What the pages share."""

from punos.plugin import Pages

pages = Pages("payouts", "punos_payouts", url_prefix="/payouts")

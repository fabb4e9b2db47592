"""``python -m punos.i18n``: the same commands as ``punos i18n``, without a configuration."""

from punos.i18n.commands import i18n

if __name__ == "__main__":
    i18n(prog_name="python -m punos.i18n")

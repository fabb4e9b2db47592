"""The administrator's desk: settings and look, plugins, mails, audit."""

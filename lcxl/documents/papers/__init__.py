"""Papers and mails: agreements, agendas, letters, with places that the plan fills."""

"""What a team's files amount to together: one judgement for the master and for new workbooks."""

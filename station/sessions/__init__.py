"""Remember: the durable record, reports, exports."""

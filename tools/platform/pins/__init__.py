"""The pins in the guest: what is played there, and what the kernel's stamps say of it."""

"""What every rule of validation stands on."""

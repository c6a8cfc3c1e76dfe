"""What the two channels of Zalo share: calling out, numbered choices, storing what comes once, counting."""

"""Many to one: forms into cases, plan versions, the joint report. Loses nothing, adds no words."""

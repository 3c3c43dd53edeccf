import Glibc

/// A number to a power, under a name of its own beside the members of the types that use it.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

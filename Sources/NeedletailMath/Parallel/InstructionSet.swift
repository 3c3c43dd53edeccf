import CKernels

/// The instruction sets that the kernels in C are compiled for.
public enum InstructionSet: Int32, CaseIterable, Sendable {
  /// What every processor has.
  case portable = 0
  /// AVX2 and fused multiply-add.
  case x86v3 = 3
  /// AVX-512.
  case x86v4 = 4

  /// The set that kernels use on this processor.
  public static var current: InstructionSet {
    InstructionSet(rawValue: needletail_instruction_set()) ?? .portable
  }

  /// Keeps kernels on the calling thread from using more than a set.
  ///
  /// For tests, which run every version; threads of a pool are not limited. Results of most kernels have the same bits
  /// on all sets; those of the ALS row solver differ without fused multiply-add.
  package static func limit(to set: InstructionSet) { needletail_limit_instruction_set(set.rawValue) }
}

import CKernels
import NeedletailMath

/// The versions of the gradient kernels that this machine can run.
struct GradientKernels: CustomStringConvertible, Sendable {
  typealias Visit =
    @Sendable @convention(c) (
      UnsafePointer<needletail_sgd_ratings>?, UnsafePointer<needletail_sgd_run>?, UnsafePointer<Int32>?, Int
    ) -> Double
  typealias VisitUser =
    @Sendable @convention(c) (
      UnsafePointer<needletail_sgd_feedback>?, Int, UnsafeMutablePointer<Float>?,
      UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?
    ) -> Double
  typealias Apply =
    @Sendable @convention(c) (
      UnsafePointer<needletail_sgd_feedback>?, Int, Int, Int, UnsafePointer<Float>?, UnsafePointer<Float>?,
      UnsafePointer<Float>?
    ) -> Void
  typealias VisitPairs =
    @Sendable @convention(c) (
      UnsafePointer<needletail_sgd_pairs>?, UnsafePointer<needletail_sgd_run>?, UnsafePointer<Int32>?, Int,
      UInt64, UnsafeMutablePointer<Int>?
    ) -> Int

  let description: String
  let visit: Visit
  let visitUser: VisitUser
  let apply: Apply
  let visitPairs: VisitPairs

  static var all: [GradientKernels] {
    var kernels = [
      GradientKernels(
        description: "portable", visit: needletail_sgd_visit_portable,
        visitUser: needletail_sgd_visit_user_portable, apply: needletail_sgd_apply_portable,
        visitPairs: needletail_sgd_visit_pairs_portable)
    ]
    #if arch(x86_64)
      if InstructionSet.current.rawValue >= 3 {
        kernels.append(
          GradientKernels(
            description: "v3", visit: needletail_sgd_visit_v3, visitUser: needletail_sgd_visit_user_v3,
            apply: needletail_sgd_apply_v3, visitPairs: needletail_sgd_visit_pairs_v3))
      }
      if InstructionSet.current.rawValue >= 4 {
        kernels.append(
          GradientKernels(
            description: "v4", visit: needletail_sgd_visit_v4, visitUser: needletail_sgd_visit_user_v4,
            apply: needletail_sgd_apply_v4, visitPairs: needletail_sgd_visit_pairs_v4))
      }
    #endif
    return kernels
  }
}

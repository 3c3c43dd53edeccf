import NeedletailTensor
import Testing

@Suite("Where the tensor backend is looked for")
struct TensorBackendSearchTests {
  @Test("the variable names the only place")
  func variable() {
    #expect(TensorBackendSearch.places(named: "/x/y.so", executable: "/opt/bin/needletail") == ["/x/y.so"])
  }

  @Test("beside the executable, installed, and where the build puts it")
  func places() {
    let places = TensorBackendSearch.places(named: nil, executable: "/home/u/nt/.build/release/needletail")
    #expect(places.first == "/home/u/nt/.build/release/libneedletail-torch.so")
    #expect(places.contains("/home/u/nt/.build/lib/needletail/libneedletail-torch.so"))
    #expect(places.contains("/home/u/nt/.build/torch/libneedletail-torch.so"))
    let installed = TensorBackendSearch.places(named: "", executable: "/usr/local/bin/needletail")
    #expect(installed.contains("/usr/local/lib/needletail/libneedletail-torch.so"))
  }

  @Test("the error names the package, the command and what was tried")
  func error() {
    let missing = TensorBackendError(tried: [.init(path: "/a.so", reason: "no such file")])
    #expect(
      missing.description
        == "neural models need LibTorch: install the package libtorch-dev and build its backend with "
        + "'make setup'; tried /a.so (no such file)")
    let broken = TensorBackendError(tried: [
      .init(path: "/a.so", reason: "no such file"), .init(path: "/b.so", reason: "libc10.so: not found"),
    ])
    #expect(broken.description.hasSuffix("tried /b.so (libc10.so: not found)"))
  }
}

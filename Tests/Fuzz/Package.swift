// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the flags of the fuzzer stay out of the ordinary build.
let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "racelanes", path: "../..")],
  targets: [
    .executableTarget(
      name: "fuzz",
      dependencies: ["TraceFormats", "RaceModel", "Scenarios"].map {
        .product(name: $0, package: "racelanes")
      },
      path: ".", exclude: ["run"],
      sources: ["Fuzz.swift", "FuzzReaders.swift", "FuzzModels.swift"])
  ]
)

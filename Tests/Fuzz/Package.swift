// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the flags of the fuzzer stay out of the ordinary build.
let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "racelanes", path: "../..")],
  targets: [
    .executableTarget(
      name: "fuzz", dependencies: [.product(name: "TraceFormats", package: "racelanes")],
      path: ".", exclude: ["run"], sources: ["Fuzz.swift"])
  ]
)

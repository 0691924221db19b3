// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the benchmark library is no dependency of the player.
let package = Package(
  name: "racelanes-benchmarks",
  dependencies: [
    .package(name: "racelanes", path: "../.."),
    // Without its traits: they want an allocator that is not needed here.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    // The plugin sees only executables whose parent folder is called Benchmarks.
    .executableTarget(
      name: "PlayerBenchmarks",
      dependencies: [
        .product(name: "RaceTrace", package: "racelanes"),
        .product(name: "TraceFormats", package: "racelanes"),
        .product(name: "Cells", package: "racelanes"),
        .product(name: "Screens", package: "racelanes"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Player",
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ]
)

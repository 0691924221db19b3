// swift-tools-version: 6.2
import PackageDescription

/// One set of settings for every Swift target: a warning is an error, imports are internal unless
/// they are part of an API, and existentials are spelled out.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "racelanes",
  products: [
    .executable(name: "racelanes", targets: ["racelanes"]),
    .library(name: "RaceTrace", targets: ["RaceTrace"]),
    .library(name: "TraceFormats", targets: ["TraceFormats"]),
    .library(name: "RaceModel", targets: ["RaceModel"]),
    .library(name: "Scenarios", targets: ["Scenarios"]),
    .library(name: "Cells", targets: ["Cells"]),
    .library(name: "Screens", targets: ["Screens"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
  ],
  targets: [
    .target(
      name: "RaceTrace",
      dependencies: [.product(name: "OrderedCollections", package: "swift-collections")],
      swiftSettings: settings),
    .target(
      name: "TraceFormats", dependencies: ["RaceTrace", .product(name: "Yams", package: "Yams")],
      swiftSettings: settings),
    .target(name: "RaceModel", dependencies: ["RaceTrace"], swiftSettings: settings),
    .target(
      name: "Explorer",
      dependencies: ["RaceTrace", "RaceModel", .product(name: "BigInt", package: "BigInt")],
      swiftSettings: settings),
    .target(
      name: "Scenarios", dependencies: ["RaceTrace", "RaceModel", "TraceFormats"],
      swiftSettings: settings),
    .target(name: "CCpu"),
    .target(name: "CExerciser"),
    .target(
      name: "LiveSources", dependencies: ["RaceTrace", "TraceFormats", "RaceModel", "CCpu"],
      swiftSettings: settings),
    .target(name: "Cells", swiftSettings: settings),
    .target(name: "Screens", dependencies: ["RaceTrace", "Cells"], swiftSettings: settings),
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
    .target(
      name: "CursesBackend", dependencies: ["Cells", "CNcurses"], swiftSettings: settings),
    .executableTarget(
      name: "racelanes",
      dependencies: [
        "RaceTrace", "RaceModel", "Explorer", "Scenarios", "TraceFormats", "Cells", "Screens",
        "CursesBackend", "LiveSources", "CExerciser",
        .product(name: "BigInt", package: "BigInt"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["RaceModel"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "RaceTraceTests", dependencies: ["RaceTrace", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "TraceFormatsTests", dependencies: ["TraceFormats", "RaceTrace", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "LiveSourcesTests",
      dependencies: ["LiveSources", "RaceModel", "RaceTrace", "TestSupport", "TraceFormats"],
      exclude: ["Goldens"], swiftSettings: settings),
    .testTarget(
      name: "RaceModelTests",
      dependencies: ["RaceModel", "RaceTrace", "TraceFormats", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ScenariosTests",
      dependencies: ["Scenarios", "RaceModel", "RaceTrace", "TraceFormats", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CellsTests", dependencies: ["Cells", "TestSupport"], exclude: ["Goldens"],
      swiftSettings: settings),
    .testTarget(
      name: "ScreensTests",
      dependencies: [
        "racelanes", "Screens", "Cells", "RaceTrace", "RaceModel", "TraceFormats", "TestSupport",
      ],
      exclude: ["Goldens", "Recordings"],
      swiftSettings: settings),
    .testTarget(
      name: "ExplorerTests",
      dependencies: [
        "Explorer", "RaceModel", "RaceTrace", "TestSupport",
        .product(name: "BigInt", package: "BigInt"),
      ], swiftSettings: settings),
    .testTarget(name: "TidyTests", swiftSettings: settings),
  ]
)

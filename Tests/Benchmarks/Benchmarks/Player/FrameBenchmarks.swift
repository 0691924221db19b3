import Benchmark
import Cells
import RaceTrace
import Screens

/// Frames: the first one, and one for a key.
func registerFrames() {
  Benchmark("baseline: fill an empty grid of 200x60") { benchmark in
    for _ in benchmark.scaledIterations {
      var grid = Grid(Samples.size)
      grid.fill(grid.bounds, with: "x")
      blackHole(grid)
    }
  }

  Benchmark("first frame of the largest shipped recording, vocabularies included") { benchmark in
    let bytes = try Samples.largestRecording()
    benchmark.startMeasurement()
    let trace = try Samples.read(bytes, Samples.vocabularies())
    blackHole(Samples.player(trace).frame())
    benchmark.stopMeasurement()
  }

  Benchmark("first frame of the largest shipped recording") { benchmark, sample in
    let trace = try Samples.read(sample.bytes, sample.vocabularies)
    blackHole(Samples.player(trace).frame())
  } setup: {
    (bytes: try Samples.largestRecording(), vocabularies: try Samples.vocabularies())
  }

  Benchmark("key to frame, the flagship") { benchmark, start in
    pressAndDraw(benchmark, start, "l")
  } setup: {
    let bytes = try Samples.recording("hit-as-in-the-commit")
    return middle(of: Samples.player(try Samples.read(bytes, Samples.vocabularies())))
  }

  Benchmark("key to frame, the middle of 1,000,000 events") { benchmark, start in
    pressAndDraw(benchmark, start, "l")
  } setup: {
    middle(of: Samples.player(try Samples.longTrace()))
  }

  Benchmark("go to a random step of 1,000,000, and its frame") { benchmark, start in
    // Steps of the golden ratio: all over the trace, and the same in each run.
    let step = benchmark.currentIteration * 618_034 % Samples.million
    pressAndDraw(benchmark, start, "\(step)G")
  } setup: {
    middle(of: Samples.player(try Samples.longTrace()))
  }

  Benchmark("open and close all folds of 1,000,000 events, two frames") { benchmark, start in
    pressAndDraw(benchmark, start, "OO")
  } setup: {
    middle(of: Samples.player(try Samples.longTrace()))
  }
}

/// A player in the middle of its trace.
private func middle(of player: AppState) -> AppState {
  var player = player
  press("50%", &player)
  return player
}

private func press(_ keys: String, _ player: inout AppState) {
  for key in keys { _ = player.update(.terminal(.key(.character(key)))) }
}

/// From `start`, presses `keys` and finds what is to be painted.
private func pressAndDraw(_ benchmark: Benchmark, _ start: AppState, _ keys: String) {
  var player = start
  let before = player.frame()
  benchmark.startMeasurement()
  press(keys, &player)
  blackHole(player.frame().changes(since: before))
  benchmark.stopMeasurement()
}

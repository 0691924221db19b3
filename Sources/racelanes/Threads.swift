import Explorer
import Glibc

/// Threads for the explorer.
enum Threads {
  /// Workers on so many threads; by default one for each CPU.
  static func workers(_ wanted: Int?) -> Workers {
    let count = wanted ?? available
    guard count > 1 else { return .one }
    return Workers(count: count) { body in run(count, body) }
  }

  private static var available: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Runs the body with each number, the first on this thread.
  private static func run(_ count: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      let jobs = (1..<count).map { Job(number: $0, body: body) }
      let threads = jobs.map { job -> pthread_t? in
        var thread = pthread_t()
        let failed = pthread_create(
          &thread, nil,
          { argument in
            guard let argument else { return nil }
            let job = Unmanaged<Job>.fromOpaque(argument).takeUnretainedValue()
            job.body(job.number)
            return nil
          }, Unmanaged.passUnretained(job).toOpaque())
        return failed == 0 ? thread : nil
      }
      body(0)
      for (job, thread) in zip(jobs, threads) {
        // Work that found no thread is done here.
        if let thread { pthread_join(thread, nil) } else { job.body(job.number) }
      }
    }
  }

  private final class Job: Sendable {
    let number: Int
    let body: @Sendable (Int) -> Void

    init(number: Int, body: @escaping @Sendable (Int) -> Void) {
      self.number = number
      self.body = body
    }
  }
}

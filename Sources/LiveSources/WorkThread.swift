import Glibc

/// A thread that runs one closure.
public struct WorkThread: Sendable {
  /// Why there is no thread to be had.
  public struct Unavailable: Error, Hashable, Sendable {
    /// The system's number for it (`errno`).
    public var number: Int32
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private let thread: pthread_t

  /// Begins to run `body`. Somebody has to ``join()`` or to ``detach()``.
  public init(_ body: @escaping @Sendable () -> Void) throws(Unavailable) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Work(body))
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw Unavailable(number: code)
    }
    self.thread = thread
  }

  /// Waits for its end.
  public func join() { pthread_join(thread, nil) }

  /// Lets it go its way.
  public func detach() { pthread_detach(thread) }
}

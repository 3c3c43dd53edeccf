/// The names of what lies in a server's folder, beside the store's own files.
public enum ServerFolder {
  /// The versions of the model.
  public static func models(in folder: String) -> String { "\(folder)/models" }
  /// The record of what was shown.
  public static func exposures(in folder: String) -> String { "\(folder)/exposures" }
  /// Copies of the store.
  public static func backups(in folder: String) -> String { "\(folder)/backups" }
}

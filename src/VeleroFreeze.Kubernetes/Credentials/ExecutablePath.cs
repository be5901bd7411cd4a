namespace VeleroFreeze.Kubernetes.Credentials;

/// <summary>
/// Where a command is. Process.Start would look beside our own executable and in the current folder first; a file that lies there is not the one
/// that a kubeconfig means.
/// </summary>
internal static class ExecutablePath
{
    /// <param name="command">A name or a full path.</param>
    /// <param name="path">The value of <c>PATH</c>.</param>
    /// <returns>The full path, or null when there is no such executable.</returns>
    public static string? Find(string command, string? path)
    {
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd"] : [""];
        // An empty entry or a relative one would be the current folder again.
        var folders = Path.IsPathFullyQualified(command) ? [""] : (path ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified);
        return folders.SelectMany(folder => endings.Select(ending => Path.Combine(folder, command + ending))).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string file)
    {
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & execute) != UnixFileMode.None);
    }
}

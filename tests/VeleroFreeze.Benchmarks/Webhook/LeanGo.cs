using System.ComponentModel;
using System.Diagnostics;

namespace VeleroFreeze.Benchmarks.Webhook;

/// <summary>The webhook in Go, whose source stands beside this file and is part of the benchmarks' assembly.</summary>
internal static class LeanGo
{
    /// <summary>Builds it.</summary>
    /// <returns>The executable; null where Go is not installed.</returns>
    public static string? Build(string folder)
    {
        var (source, output) = (Path.Combine(folder, "main.go"), Path.Combine(folder, "lean-go"));
        using (var resource = typeof(LeanGo).Assembly.GetManifestResourceStream("main.go")!)
        using (var file = File.Create(source))
        {
            resource.CopyTo(file);
        }

        try
        {
            using var go = Process.Start(new ProcessStartInfo("go", ["build", "-o", output, source]) { WorkingDirectory = folder });
            go!.WaitForExit();
            return go.ExitCode == 0 ? output : throw new InvalidOperationException("go build failed");
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

using VeleroFreeze.Kubernetes.Credentials;

namespace VeleroFreeze.Tests.Kubernetes;

public sealed class ExecutablePathTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("path-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_name_is_looked_up_in_the_path_in_its_order_and_only_what_can_be_executed_counts()
    {
        var (first, second, third) = (Put("a/plugin", executable: false), Put("b/plugin"), Put("c/plugin"));
        ExecutablePath.Find("plugin", Join("a", "b", "c")).ShouldBe(second);
        ExecutablePath.Find("plugin", Join("c", "b")).ShouldBe(third);
        ExecutablePath.Find("plugin", Join("a")).ShouldBeNull();
        ExecutablePath.Find(second, null).ShouldBe(second);
        ExecutablePath.Find(first, null).ShouldBeNull();
    }

    [Fact]
    public void The_current_folder_and_our_own_are_no_places_for_a_plugin()
    {
        // A file here would be found by Process.Start.
        var name = Path.GetRelativePath(Environment.CurrentDirectory, Put("plugin"));
        ExecutablePath.Find(name, $":.:{Path.GetDirectoryName(name)}").ShouldBeNull();
        ExecutablePath.Find("plugin", $":.:{Path.GetRelativePath(Environment.CurrentDirectory, _folder)}").ShouldBeNull();
    }

    private string Join(params string[] folders) => string.Join(Path.PathSeparator, folders.Select(folder => Path.Combine(_folder, folder)));

    private string Put(string name, bool executable = true)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, executable ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead);
        }

        return file;
    }
}

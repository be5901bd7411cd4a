using System.Runtime.Versioning;
using VeleroFreeze.Cli;

namespace VeleroFreeze.Tests.Cli;

[UnsupportedOSPlatform("windows")]
public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("velero-freeze-atomic-").FullName;

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)]
    public void The_mode_stays(UnixFileMode mode)
    {
        var file = NewFile("vm.yaml", "old");
        File.SetUnixFileMode(file, mode);
        AtomicFile.Replace(file, "new"u8.ToArray());
        File.ReadAllText(file).ShouldBe("new");
        File.GetUnixFileMode(file).ShouldBe(mode);
        Directory.GetFiles(_folder).ShouldBe([file]);
    }

    [Fact]
    public void A_link_stays_a_link_and_what_it_points_to_is_replaced()
    {
        var file = NewFile("target.yaml", "old");
        var link = Path.Combine(_folder, "link.yaml");
        File.CreateSymbolicLink(link, "target.yaml");
        AtomicFile.Replace(link, "new"u8.ToArray());
        new FileInfo(link).LinkTarget.ShouldBe("target.yaml");
        File.ReadAllText(file).ShouldBe("new");
    }

    [Fact]
    public void Whoever_reads_meanwhile_sees_all_of_the_old_or_all_of_the_new()
    {
        var file = NewFile("vm.yaml", "old");
        using var reader = File.OpenText(file);
        AtomicFile.Replace(file, "new"u8.ToArray());
        reader.ReadToEnd().ShouldBe("old");
    }

    [Fact]
    public void What_cannot_be_replaced_is_said_and_leaves_nothing_behind()
    {
        var folder = Path.Combine(_folder, "missing", "vm.yaml");
        Should.Throw<CommandException>(() => AtomicFile.Replace(folder, "new"u8.ToArray())).Message.ShouldContain("cannot be replaced");
        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string NewFile(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}

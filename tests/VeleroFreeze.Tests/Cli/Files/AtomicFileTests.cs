using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using VeleroFreeze.Cli;
using VeleroFreeze.Cli.Files;
using VeleroFreeze.Hosting.Files;

namespace VeleroFreeze.Tests.Cli.Files;

[UnsupportedOSPlatform("windows")]
public sealed class AtomicFileTests : IDisposable
{
    private readonly WorkFiles _work = new();

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)]
    public void The_mode_stays(UnixFileMode mode)
    {
        var file = _work.New("vm.yaml", "old");
        File.SetUnixFileMode(file, mode);
        AtomicFile.Replace(file, "new"u8.ToArray());
        File.ReadAllText(file).ShouldBe("new");
        File.GetUnixFileMode(file).ShouldBe(mode);
        _work.Names.ShouldBe(["vm.yaml"]);
    }

    [Fact]
    public void A_link_stays_a_link_and_what_it_points_to_is_replaced()
    {
        var file = _work.New("target.yaml", "old");
        File.CreateSymbolicLink(_work["link.yaml"], "target.yaml");
        AtomicFile.Replace(_work["link.yaml"], "new"u8.ToArray());
        new FileInfo(_work["link.yaml"]).LinkTarget.ShouldBe("target.yaml");
        File.ReadAllText(file).ShouldBe("new");
    }

    [Fact]
    public void Whoever_reads_meanwhile_sees_all_of_the_old_or_all_of_the_new()
    {
        var file = _work.New("vm.yaml", "old");
        using var reader = File.OpenText(file);
        AtomicFile.Replace(file, "new"u8.ToArray());
        reader.ReadToEnd().ShouldBe("old");
    }

    [Theory]
    [InlineData("a longer text than before")]
    [InlineData("new")]
    [InlineData("")]
    public void Every_hard_link_sees_the_new_content(string content)
    {
        var file = _work.New("vm.yaml", "the old text");
        _work.Run("ln", "vm.yaml", "other.yaml");
        AtomicFile.Replace(file, Encoding.UTF8.GetBytes(content));
        File.ReadAllText(_work["other.yaml"]).ShouldBe(content);
        File.ReadAllText(file).ShouldBe(content);
        FileStatus.Of(file)!.Links.ShouldBe(2u);
        _work.Names.ShouldBe(["other.yaml", "vm.yaml"]);
    }

    [Fact]
    public void Extended_attributes_stay()
    {
        var file = _work.New("vm.yaml", "old");
        SetAttribute(file, "user.origin", "team-a");
        AtomicFile.Replace(file, "new"u8.ToArray());
        GetAttribute(file, "user.origin").ShouldBe("team-a");
    }

    [Fact]
    public void Owner_and_group_stay_where_root_writes()
    {
        var file = _work.New("vm.yaml", "old");
        var (owner, group) = Environment.IsPrivilegedProcess ? (4711u, 4712u) : (FileStatus.Of(file)!.Owner, FileStatus.Of(file)!.Group);
        FileOwner.TrySet(file, owner, group).ShouldBeTrue();
        AtomicFile.Replace(file, "new"u8.ToArray());
        (FileStatus.Of(file)!.Owner, FileStatus.Of(file)!.Group).ShouldBe((owner, group));
    }

    [Fact]
    public void A_read_only_file_is_refused_even_to_root()
    {
        var file = _work.New("vm.yaml", "old");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var refusal = Should.Throw<CommandException>(() => AtomicFile.Replace(file, "new"u8.ToArray()));
        refusal.Message.ShouldBe($"{file}: the file is read-only and stays as it was; to have it written: chmod u+w {file}");
        File.ReadAllText(file).ShouldBe("old");
        _work.Names.ShouldBe(["vm.yaml"]);
    }

    [Fact]
    public void What_cannot_be_replaced_is_said_and_leaves_nothing_behind()
    {
        var file = Path.Combine(_work["missing"], "vm.yaml");
        Should.Throw<CommandException>(() => AtomicFile.Replace(file, "new"u8.ToArray())).Message.ShouldContain("cannot be replaced");
        _work.Names.ShouldBeEmpty();
    }

    [Fact]
    public void A_write_that_breaks_off_gives_the_old_content_back()
    {
        var file = _work.New("vm.yaml", "the old text");
        Should.Throw<IOException>(() => FileOverwrite.Overwrite(file, "new"u8.ToArray(), (stream, _) =>
        {
            stream.Write("the ne"u8);
            throw new IOException("No space left on device");
        })).Message.ShouldBe("No space left on device");
        File.ReadAllText(file).ShouldBe("the old text");
        _work.Names.ShouldBe(["vm.yaml"]);
    }

    [Fact]
    public void A_process_that_dies_while_it_writes_leaves_the_old_content_beside_the_file()
    {
        var file = _work.New("vm.yaml", "the old text");
        // Nothing is caught, as nothing is when a process is killed.
        Should.Throw<NotSupportedException>(() => FileOverwrite.Overwrite(file, "new"u8.ToArray(), (_, _) => throw new NotSupportedException()));
        var saved = _work.Names.Where(name => name != "vm.yaml").ShouldHaveSingleItem();
        File.ReadAllText(_work[saved]).ShouldBe("the old text");
    }

    public void Dispose() => _work.Dispose();

    private static void SetAttribute(string file, string name, string value) =>
        SetAttribute(Zeroed(file), Zeroed(name), Encoding.UTF8.GetBytes(value), (nuint)value.Length, 0).ShouldBe(0);

    private static string GetAttribute(string file, string name)
    {
        var value = new byte[256];
        return Encoding.UTF8.GetString(value, 0, (int)GetAttribute(Zeroed(file), Zeroed(name), value, (nuint)value.Length));
    }

    private static byte[] Zeroed(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [DllImport("libc", EntryPoint = "setxattr")]
    private static extern int SetAttribute(byte[] path, byte[] name, byte[] value, nuint size, int flags);

    [DllImport("libc", EntryPoint = "getxattr")]
    private static extern nint GetAttribute(byte[] path, byte[] name, byte[] value, nuint size);
}

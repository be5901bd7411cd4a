using System.CommandLine;
using System.IO.Pipes;
using System.Net.Sockets;
using VeleroFreeze.Cli;
using VeleroFreeze.Cli.Inject;
using VeleroFreeze.Cli.Lint;
using VeleroFreeze.Cli.Verify;
using VeleroFreeze.Tests.Cli.Files;

namespace VeleroFreeze.Tests.Cli;

/// <summary>What is no regular file is not opened: a pipe would wait for a writer for ever.</summary>
public sealed class InputFilesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WorkFiles _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("inject PIPE")]
    [InlineData("inject --write PIPE")]
    [InlineData("inject .")]
    [InlineData("lint PIPE")]
    [InlineData("verify --from bucket --objects PIPE")]
    [InlineData("verify nightly --storage-ca PIPE")]
    public async Task A_pipe_is_refused_in_one_line(string command)
    {
        _work.Run("mkfifo", "pipe.yaml");
        Directory.CreateDirectory(_work["bucket"]);
        _work.New(Path.Combine("bucket", "velero-backup.json"), "{}");
        var (code, error) = await RunAsync(command.Replace("PIPE", _work["pipe.yaml"], StringComparison.Ordinal).Replace(" .", $" {_work.Folder}", StringComparison.Ordinal)
            .Replace("bucket", _work["bucket"], StringComparison.Ordinal));
        code.ShouldBe(2, error);
        error.ShouldContain($"{_work["pipe.yaml"]}");
        error.ShouldContain("this is a pipe and no regular file; save what it gives to a file");
        error.Trim().ShouldNotContain("\n");
    }

    [Fact]
    public async Task A_link_to_a_pipe_is_a_pipe_and_a_socket_or_a_device_is_none_either()
    {
        _work.Run("mkfifo", "pipe");
        File.CreateSymbolicLink(_work["link.yaml"], "pipe");
        (await RunAsync($"lint {_work["link.yaml"]}")).Error.ShouldContain("this is a pipe");

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_work["s.yaml"]));
        (await RunAsync($"lint {_work["s.yaml"]}")).Error.ShouldContain("this is a socket");
        (await RunAsync("lint /dev/zero")).Error.ShouldContain("this is a device");
    }

    [Fact]
    public async Task Standard_input_that_never_ends_is_given_up_when_the_command_is_cancelled()
    {
        await using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        await using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        await using var error = new StringWriter();
        using var interrupt = new CancellationTokenSource();
        var read = InputFiles.ReadAsync(["-"], new CommandIO(reader, Stream.Null, error, IsInputRedirected: true), interrupt.Token);
        await interrupt.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => read.WaitAsync(Patience));
    }

    private static async Task<(int Code, string Error)> RunAsync(string command)
    {
        await using var error = new StringWriter { NewLine = "\n" };
        var io = new CommandIO(Stream.Null, Stream.Null, error, IsInputRedirected: true);
        var root = new RootCommand { new InjectCommand().Create(io), new LintCommand().Create(io), new VerifyCommand().Create(io) };
        var code = await CommandLine.RunAsync(root, command.Split(' '), io).WaitAsync(Patience);
        return (code, error.ToString());
    }
}

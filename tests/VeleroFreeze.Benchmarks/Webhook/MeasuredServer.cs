using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace VeleroFreeze.Benchmarks.Webhook;

/// <summary>A server as a process of its own, and what Linux says of it.</summary>
internal sealed class MeasuredServer : IDisposable
{
    /// <summary>Of <c>/proc/PID/stat</c>, which Linux gives in hundredths of a second on every processor.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Where user and system time stand behind the closing bracket of the command's name; proc(5) calls them 14 and 15, and begins to count before the name.</summary>
    private const int UserTimeAt = 11;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private MeasuredServer(string name, int port, Process process, TimeSpan ready) => (Name, Port, _process, Ready) = (name, port, process, ready);

    public string Name { get; }

    /// <summary>Of its HTTPS endpoint on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>From the start of the process until it accepted a connection.</summary>
    public TimeSpan Ready { get; }

    /// <summary>Processor time since its start, in seconds.</summary>
    public double Cpu
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(fields[UserTimeAt]) + Number(fields[UserTimeAt + 1])) / TicksPerSecond;
        }
    }

    /// <summary>Resident memory in MiB.</summary>
    public double Memory =>
        Number(File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal)) / 1024;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="name">For the table.</param>
    /// <param name="command">Executable and arguments, given the port to listen at.</param>
    public static MeasuredServer Start(string name, Func<int, string[]> command)
    {
        var port = FreePort();
        var words = command(port);
        // Its log is read by nobody.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" > /dev/null", "sh", .. words]);
        // A container has neither.
        start.Environment.Remove("SSL_CERT_DIR");
        start.Environment.Remove("SSL_CERT_FILE");
        var watch = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        while (!Accepts(port))
        {
            if (process.HasExited || watch.Elapsed > Patience)
            {
                throw new InvalidOperationException($"{name} does not listen: {string.Join(' ', words)}");
            }

            Thread.Sleep(1);
        }

        return new MeasuredServer(name, port, process, watch.Elapsed);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static bool Accepts(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static double Number(string text) => double.Parse(text.Trim(), CultureInfo.InvariantCulture);
}

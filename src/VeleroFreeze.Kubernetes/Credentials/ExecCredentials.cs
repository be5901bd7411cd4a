using System.Net.Security;
using System.Security.Cryptography;
using System.Threading.Channels;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Kubernetes.Credentials;

/// <summary>What a plugin printed, kept until it ends or is refused. The plugin runs when a request needs it, never two at once.</summary>
internal sealed class ExecCredentials(ExecPlugin plugin, TimeProvider time) : IRenewableCredentials
{
    /// <summary>How long before its end a credential is renewed, so that it does not end under way.</summary>
    internal static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>A lock with room for one, which can be awaited and needs no disposal.</summary>
    private readonly Channel<bool> _gate = Channel.CreateBounded<bool>(1);

    private volatile Held? _held;

    public Credential? Last => _held?.Credential;

    public ValueTask<Credential> CurrentAsync(CancellationToken cancellation) => HeldOrFetchedAsync(IsOver, cancellation);

    public ValueTask<Credential> ReplaceAsync(Credential refused, CancellationToken cancellation) =>
        // By reference: whoever comes second with the same refused one finds that it was replaced already, if only by an equal one.
        HeldOrFetchedAsync(held => ReferenceEquals(held.Credential, refused), cancellation);

    public override string ToString() => plugin.ToString();

    private bool IsOver(Held held) => held.Expires is { } end && time.GetUtcNow() >= end - Margin;

    private async ValueTask<Credential> HeldOrFetchedAsync(Func<Held, bool> isDone, CancellationToken cancellation)
    {
        if (_held is { } held && !isDone(held))
        {
            return held.Credential;
        }

        await _gate.Writer.WriteAsync(true, cancellation);
        try
        {
            if (_held is not { } now || isDone(now))
            {
                _held = now = await FetchAsync(cancellation);
            }

            return now.Credential;
        }
        finally
        {
            _gate.Reader.TryRead(out _);
        }
    }

    private async Task<Held> FetchAsync(CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(ExecProcess.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var answer = ExecCredentialJson.Parse((await ExecProcess.OutputAsync(plugin, either.Token)).Span, plugin.ApiVersion);
            return new Held(new Credential(answer.Token is { } token ? Credential.Check(token) : null, Certificate(answer)), answer);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failure($"printed nothing within {ExecProcess.Deadline.TotalMinutes:0} minutes");
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw Failure(e.Message);
        }
    }

    /// <summary>The one in use when it came again: another one would need connections of its own.</summary>
    private SslStreamCertificateContext? Certificate(ExecAnswer answer) => answer.CertificatePem is null
        ? null
        : _held?.Answer is { } last && last.CertificatePem == answer.CertificatePem && last.KeyPem == answer.KeyPem
            ? _held.Credential.Certificate
            : Certificates.Client(answer.CertificatePem, answer.KeyPem!);

    private KubernetesException Failure(string problem) => new(0, KubernetesReason.NoCredentials, $"{plugin}: {problem}");

    private sealed record Held(Credential Credential, ExecAnswer Answer)
    {
        public DateTimeOffset? Expires => Answer.Expires;
    }
}

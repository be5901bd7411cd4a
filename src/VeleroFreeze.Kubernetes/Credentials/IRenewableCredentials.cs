using System.Net.Http.Headers;
using k8s.Authentication;

namespace VeleroFreeze.Kubernetes.Credentials;

/// <summary>Credentials that end and have successors. The package asks for the header; when to renew is decided before each call and after a 401.</summary>
internal interface IRenewableCredentials : ITokenProvider
{
    /// <summary>What is to be presented now, fetched first if need be.</summary>
    ValueTask<Credential> CurrentAsync(CancellationToken cancellation);

    /// <summary>Fetches again, because the server refused these; unless that was done already since they were presented.</summary>
    /// <returns>What is to be presented now; equal to the refused ones when there are no others.</returns>
    ValueTask<Credential> ReplaceAsync(Credential refused, CancellationToken cancellation);

    /// <summary>What the two above gave last. One call presents one credential: a plugin's that is over when it comes is used once all the same.</summary>
    Credential? Last { get; }

    Task<AuthenticationHeaderValue> ITokenProvider.GetAuthenticationHeaderAsync(CancellationToken cancellationToken) =>
        // Null is what the package's own credentials pass on as "no header": a client certificate alone.
        Task.FromResult(Last?.Token is { } token ? new AuthenticationHeaderValue("Bearer", token) : null!);
}

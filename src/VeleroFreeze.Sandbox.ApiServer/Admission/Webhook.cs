using System.Security.Cryptography.X509Certificates;
using VeleroFreeze.Sandbox.Selectors;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>One webhook of one configuration, read for use.</summary>
internal sealed record Webhook(string Configuration, string Name)
{
    /// <summary>Tells webhooks of the same name apart, in one configuration or several.</summary>
    public required string Id { get; init; }

    public required WebhookAddress Address { get; init; }

    public required IReadOnlyList<WebhookRule> Rules { get; init; }

    public required bool MatchesEquivalents { get; init; }

    public required bool FailsOpen { get; init; }

    public required bool IsReinvoked { get; init; }

    public required LabelSelector NamespaceSelector { get; init; }

    public required LabelSelector ObjectSelector { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>The one condition that is understood stands: objects that are being deleted are left out.</summary>
    public required bool SkipsDeleted { get; init; }
}

/// <summary>Where a webhook listens, and whom to trust there.</summary>
internal sealed record WebhookAddress(Uri Url, ServiceReference? Service, string CaBundle)
{
    /// <summary>Whom to trust; nobody named means the machine's own authorities.</summary>
    public X509Certificate2Collection ReadCertificates()
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(CaBundle);
        return certificates.Count > 0 || CaBundle.Length == 0
            ? certificates
            : throw new ServiceUnreachableException("unable to load root certificates: unable to parse bytes as PEM block");
    }
}

/// <summary>A Service that is called instead of an address.</summary>
internal sealed record ServiceReference(string Namespace, string Name, int Port)
{
    public string HostName => $"{Name}.{Namespace}.svc";
}

/// <summary>What a webhook wants to be asked about.</summary>
internal sealed record WebhookRule(string[] Operations, string[] Groups, string[] Versions, string[] Resources, string Scope);

using System.Globalization;
using static VeleroFreeze.Core.Preflight.PreflightChecks;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Checks of our webhook as the API server knows it, and of what comes of a VM that is written now.</summary>
public static class WebhookRules
{
    /// <param name="facts">The registration.</param>
    /// <param name="now">Certificates are judged by it.</param>
    public static CheckGroup Examine(WebhookFacts facts, DateTimeOffset now) =>
        CheckGroup.Of("webhook", facts.Name is null ? [Missing(facts)] : [Registered(facts), FailsOpen(facts), Endpoints(facts), Certificate(facts, now), Answers(facts)]);

    private static CheckResult Missing(WebhookFacts facts) => facts.Failure is { } failure
        ? WebhookRegistered.CannotTell(failure)
        : WebhookRegistered.Warn("the webhook is not registered: VMs get hooks of ours only by velero-freeze inject");

    private static CheckResult Registered(WebhookFacts facts) => facts.MissingPaths.Count > 0
        ? WebhookRegistered.Warn($"{facts.Name} lacks {string.Join(" and ", facts.MissingPaths)}: some namespaces are passed over")
        : WebhookRegistered.Ok($"MutatingWebhookConfiguration {facts.Name}");

    private static CheckResult FailsOpen(WebhookFacts facts) => facts.FailsClosed
        ? WebhookFailsOpen.Warn("failurePolicy is not Ignore: while the webhook is away, nobody can write a VM")
        : WebhookFailsOpen.Ok("while it is away, VMs are written without it");

    private static CheckResult? Endpoints(WebhookFacts facts) => facts switch
    {
        { Service: null } => null,
        { EndpointsFailure: { } failure } => WebhookEndpoints.CannotTell(failure),
        { ReadyEndpoints: 0 } => WebhookEndpoints.Warn($"no ready pod behind Service {facts.Service}: VMs are written without our hooks"),
        _ => WebhookEndpoints.Ok(string.Create(CultureInfo.InvariantCulture, $"{facts.ReadyEndpoints} ready behind Service {facts.Service}")),
    };

    private static CheckResult Answers(WebhookFacts facts) => facts switch
    {
        { Injects: true } => WebhookAnswers.Ok("a VM written now gets its hooks (dry run)"),
        { Injects: false } => WebhookAnswers.Warn("a VM written now gets no hooks (dry run): the API server does not reach the webhook"),
        _ => WebhookAnswers.CannotTell(facts.DryRunFailure ?? "no VM was written as a dry run"),
    };

    private static CheckResult Certificate(WebhookFacts facts, DateTimeOffset now)
    {
        if (facts.HasUnreadableAuthority || facts.Authority is not { } authority)
        {
            return WebhookCertificate.Fail($"{facts.Name} has an entry whose caBundle is missing or no certificate");
        }

        var left = authority.Until - now;
        var days = string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(left.TotalDays)} {(left.TotalDays is >= 1 and < 2 ? "day" : "days")}");
        return left <= TimeSpan.Zero ? WebhookCertificate.Fail("the authority in its caBundle has expired: no VM is injected")
            : left < (authority.Until - authority.From) / 3 ? WebhookCertificate.Warn($"the authority in its caBundle has {days} left, less than a third of its life")
            : WebhookCertificate.Ok($"the authority in its caBundle has {days} left");
    }
}

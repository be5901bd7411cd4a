using System.Globalization;
using VeleroFreeze.Core.Certificates;
using static VeleroFreeze.Core.Preflight.PreflightChecks;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Checks of our webhook as the API server knows it, and of what comes of a VM that is written now.</summary>
public static class WebhookRules
{
    /// <param name="facts">The registration.</param>
    /// <param name="now">Certificates are judged by it.</param>
    public static CheckGroup Examine(WebhookFacts facts, DateTimeOffset now) =>
        CheckGroup.Of("webhook", facts.Name is null ? [Missing(facts)] : [Registered(facts), FailsOpen(facts), Endpoints(facts), Authority(facts, now), Answers(facts), Certificate(facts.Serving, now)]);

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

    private static CheckResult Authority(WebhookFacts facts, DateTimeOffset now) => facts switch
    {
        { HasUnreadableAuthority: true } or { Authority: null } => WebhookAuthority.Fail($"{facts.Name} has an entry whose caBundle is missing or no certificate"),
        { Authority: { } authority } when authority.IsOver(now) => WebhookAuthority.Fail("the authority in its caBundle has expired: no VM is injected"),
        { Authority: { } authority } => Lasting(WebhookAuthority, "the authority in its caBundle has", authority, now),
    };

    /// <summary>What was seen goes before what was told: it shows that the key is there, and what the API server would say if it connected now.</summary>
    private static CheckResult Certificate(ServingFacts facts, DateTimeOffset now) => (facts.Seen, facts.Seen?.Period ?? facts.Told) switch
    {
        ({ Problem: { } problem }, _) => WebhookCertificate.Fail($"what {facts.Address} serves {problem}: the API server passes the webhook over"),
        (_, { } served) when served.IsOver(now) => WebhookCertificate.Fail("what it serves has expired: when the API server connects anew, it passes the webhook over"),
        (_, { } served) => Lasting(WebhookCertificate, "trusted by the API server;", served, now),
        _ => WebhookCertificate.Warn(
            $"not seen from here{(facts.Failure is { } failure ? $" ({facts.Address}: {failure})" : "")}: velero-freeze certs status tells how long it lasts"),
    };

    private static CheckResult Lasting(PreflightCheck check, string what, Validity period, DateTimeOffset now) => period.IsInLastThird(now)
        ? check.Warn($"{what} {period.Left(now)} left, less than a third of its life")
        : check.Ok($"{what} {period.Left(now)} left");
}

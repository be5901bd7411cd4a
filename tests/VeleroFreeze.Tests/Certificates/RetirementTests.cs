using VeleroFreeze.Core.Certificates;

namespace VeleroFreeze.Tests.Certificates;

/// <summary>Pods serve what they have mounted, for minutes after it changed or was deleted; until then the API server has to trust it.</summary>
public sealed class RetirementTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 6, 0, 0, TimeSpan.Zero);
    private static readonly RotationRules Rules = new();
    private static readonly CertificateFacts Old = Certificate("old", "old", TimeSpan.FromDays(500), Rules.AuthorityLifetime);
    private static readonly CertificateFacts New = Certificate("new", "new", TimeSpan.FromDays(3), Rules.AuthorityLifetime);

    [Fact]
    public void Stopped_between_change_and_signing_it_signs_first_and_retires_a_day_later()
    {
        var changed = new RotationState { Current = New, Retired = [Old], ChangedAt = Now - TimeSpan.FromDays(2), Leaf = Leaf("old", TimeSpan.FromDays(3)), Published = [[New, Old]] };
        Rotation.Next(changed, Rules, Now).ShouldBeOfType<RotationStep.SignLeaf>();

        var signed = changed with { Leaf = Leaf("new", TimeSpan.Zero) };
        Rotation.Next(signed, Rules, Now).ShouldBeOfType<RotationStep.Wait>();
        Rotation.Next(signed, Rules, Now + TimeSpan.FromHours(23.9)).ShouldBeOfType<RotationStep.Wait>();
        Rotation.Next(signed, Rules, Now + TimeSpan.FromHours(24)).ShouldBeOfType<RotationStep.Retire>();
    }

    [Fact]
    public void Renewals_do_not_put_off_retirement_for_ever()
    {
        var rules = Rules with { RetireAfter = TimeSpan.FromDays(30) };
        var renewed = new RotationState { Current = New, Retired = [Old], ChangedAt = Now - TimeSpan.FromDays(31), Leaf = Leaf("new", TimeSpan.FromDays(3.5)), Published = [[New, Old]] };
        Rotation.Next(renewed, rules, Now).ShouldBeOfType<RotationStep.Retire>();
    }

    [Fact]
    public void With_both_Secrets_lost_a_new_authority_waits_before_it_signs()
    {
        var healing = new RotationState { Next = New, Retired = [Old], Published = [[New, Old]] };
        Rotation.Next(healing, Rules, Now).ShouldBeOfType<RotationStep.NotePublished>();

        var noted = healing with { PublishedAt = Now };
        Rotation.Next(noted, Rules, Now + TimeSpan.FromMinutes(9.9)).ShouldBeOfType<RotationStep.Wait>();
        Rotation.Next(noted, Rules, Now + TimeSpan.FromMinutes(10)).ShouldBeOfType<RotationStep.Promote>();
    }

    [Fact]
    public void On_the_first_day_nobody_is_waited_for() =>
        Rotation.Next(new RotationState { Next = New, Published = [[New]] }, Rules, Now).ShouldBeOfType<RotationStep.Promote>();

    private static CertificateFacts Leaf(string issuer, TimeSpan age) => Certificate("leaf", issuer, age, Rules.LeafLifetime);

    private static CertificateFacts Certificate(string id, string issuer, TimeSpan age, TimeSpan life) =>
        new(id, issuer, Now - age - RotationRules.Skew, Now - age + life, id);
}

namespace VeleroFreeze.Core.Certificates;

/// <summary>The one thing to do now. Each is a single write, so that whoever is stopped between two goes on where the first left off.</summary>
public abstract record RotationStep
{
    private RotationStep()
    {
    }

    /// <summary>Nothing is due.</summary>
    public sealed record Wait : RotationStep;

    /// <summary>Somebody else keeps the registration: hands off.</summary>
    public sealed record LeaveTo(string Keeper) : RotationStep;

    /// <summary>Make an authority and keep it as the next one.</summary>
    /// <param name="Retired">What is trusted beside it: where our own Secret was lost, what the registration still holds.</param>
    /// <param name="KeepsCurrent">False where what is kept as the current one cannot sign, or is not the one whose certificate is served.</param>
    public sealed record CreateAuthority(IReadOnlyList<CertificateFacts> Retired, bool KeepsCurrent) : RotationStep;

    /// <summary>Have every entry of the registration trust exactly these.</summary>
    public sealed record Publish(IReadOnlyList<CertificateFacts> Authorities) : RotationStep;

    /// <summary>Keep the time at which the next authority was read back from the registration.</summary>
    public sealed record NotePublished : RotationStep;

    /// <summary>Let the next authority sign from now on, and retire the current one.</summary>
    public sealed record Promote : RotationStep;

    /// <summary>Sign a serving certificate by the current authority.</summary>
    public sealed record SignLeaf : RotationStep;

    /// <summary>Trust the retired authorities no longer.</summary>
    public sealed record Retire : RotationStep;
}

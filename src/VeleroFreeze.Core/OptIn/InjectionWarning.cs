namespace VeleroFreeze.Core.OptIn;

/// <summary>Something the user should know although the write succeeds.</summary>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Text">One sentence.</param>
public sealed record InjectionWarning(string Code, string Text)
{
    /// <summary>Admission warnings longer than this may be cut by the API server.</summary>
    public const int MaxLength = 120;
}

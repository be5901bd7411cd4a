namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>How far other machines' clocks are from that of Velero's server. Any two of the first three and Velero's differ by at most two seconds.</summary>
internal sealed record PlayedClocks(TimeSpan Verifier, TimeSpan ApiServer, TimeSpan Node, TimeSpan Storage)
{
    public static PlayedClocks Same { get; } = new(default, default, default, default);

    /// <summary>Nothing is known of the storage's clock, which decides nothing.</summary>
    public static PlayedClocks Of(Random chance) => new(Near(chance), Near(chance), Near(chance), TimeSpan.FromSeconds(chance.Next(10) == 0 ? chance.Next(-300, 300) : 0));

    /// <summary>The API server writes whole seconds.</summary>
    public DateTimeOffset Created(DateTimeOffset at) => (at + ApiServer) is var told ? told.AddTicks(-(told.Ticks % TimeSpan.TicksPerSecond)) : at;

    private static TimeSpan Near(Random chance) => TimeSpan.FromSeconds((chance.NextDouble() * 2) - 1);
}

using System.Diagnostics.Metrics;

namespace VeleroFreeze.Hosting.Metrics;

/// <summary>A role has two meters: one for what is counted and measured, one for gauges whose series come and go.</summary>
internal sealed record MeterNames(string Counted, string State)
{
    public static MeterNames Of(string role) => new($"VeleroFreeze.{role}", $"VeleroFreeze.{role}.State");

    public (Meter Counted, Meter State) Create() => (new Meter(Counted), new Meter(State));
}

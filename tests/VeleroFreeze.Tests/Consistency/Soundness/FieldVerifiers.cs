namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>What became of the verifiers in the time of one backup.</summary>
internal enum FieldLives
{
    One,

    /// <summary>The standby that has watched all along leads from some moment of the backup on.</summary>
    AnotherLeads,

    /// <summary>There was no standby, or it was gone too: a new process leads.</summary>
    ANewOneLeads,

    /// <summary>Restarted while an upload went on: this backup's own, or one from the hour before.</summary>
    Restarted,

    /// <summary>Both replicas were replaced, one after the other, as a Deployment does it.</summary>
    Rolled,
}

/// <summary>Chooses who lived and led when.</summary>
internal static class FieldVerifiers
{
    /// <summary>Before the backup: longer than anything is remembered, and than an hourly schedule is apart.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(75);

    public static (FieldLives What, IReadOnlyList<PlayedLife> Lives) Of(PlayedSchedule schedule, Random chance)
    {
        var (start, end) = (schedule.Start, schedule.End.AddMinutes(5));
        var (first, inBackup) = (start - Long, start + ((schedule.Left - start) * chance.NextDouble()));
        switch (chance.Next(1000))
        {
            case < 8:
                return (FieldLives.AnotherLeads, [new(first, first, inBackup), new(first, inBackup, end)]);
            case < 10:
                return (FieldLives.ANewOneLeads, [new(first, first, inBackup), After(inBackup)]);
            case < 40:
                var moment = start.AddHours(-1) + ((end - start.AddHours(-1)) * chance.NextDouble());
                return (FieldLives.Restarted, [new(first, first, moment), After(moment)]);
            case < 70:
                var roll = start.AddMinutes(-15) + ((schedule.Left.AddMinutes(1) - start.AddMinutes(-15)) * chance.NextDouble());
                return (FieldLives.Rolled, Rolled(roll));
            default:
                return (FieldLives.One, [new(first, first, end)]);
        }

        PlayedLife After(DateTimeOffset gone)
        {
            var from = gone.AddSeconds(2 + chance.Next(20));
            return new(from, from.AddSeconds(3), end);
        }

        // The new pod is ready once its lists are complete; then the old one is told to go, and whoever has the lease next leads.
        IReadOnlyList<PlayedLife> Rolled(DateTimeOffset at)
        {
            var second = at.AddSeconds(5 + chance.Next(20));
            var last = second.AddSeconds(5 + chance.Next(20));
            return [new(first, first, second), new(first, second.AddSeconds(1), last), new(at, last.AddSeconds(1), end)];
        }
    }
}

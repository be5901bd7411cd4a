using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Core.Evidence.Freezer;

/// <summary>What the output of one call says.</summary>
/// <param name="Reading">What it did.</param>
/// <param name="ExitCode">The exit code that the words go with; null when they do not tell.</param>
internal sealed record FreezerOutput(FreezerReading Reading, int? ExitCode)
{
    // A real output has up to four lines. More than this is something else.
    private const int MostLines = 64;

    private const int LongestReason = 1024;

    /// <summary>
    /// Reads stderr. A guest can put text into the agent's version and into reasons, a user into names; so a line counts only as a record whose whole message
    /// is known, one record decides, and whatever does not belong makes the whole output unknown.
    /// </summary>
    public static FreezerOutput Read(string stderr, FreezerMode mode)
    {
        var lines = stderr.Split('\n', MostLines + 1);
        var last = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        if (last > MostLines)
        {
            return Unknown;
        }

        var story = new FreezerStory(mode);
        for (var i = 0; i < last; i++)
        {
            if (FreezerRecord.Read(lines[i]) is not { } record || !story.TryAdd(record))
            {
                return Unknown;
            }
        }

        return story.Decision is { } decision ? Of(decision, story) : Unknown;
    }

    private static FreezerOutput Unknown { get; } = new(new FreezerReading(FreezerOutcome.Unknown), null);

    private static FreezerOutput Of(FreezerMessage decision, FreezerStory story)
    {
        var isVss = decision.Mode == FreezerMode.Unfreeze && story.Reason?.Contains(FreezerMessage.VssLimitReason, StringComparison.Ordinal) == true;
        var reason = story.Reason is { Length: > LongestReason } text ? text[..LongestReason] : story.Reason;
        return new FreezerOutput(new FreezerReading(isVss ? FreezerOutcome.VssLimit : decision.Outcome, reason, story.At, story.AgentVersion), decision.ExitCode);
    }
}

/// <summary>The records of one call, as far as they make sense one after another.</summary>
internal sealed class FreezerStory(FreezerMode mode)
{
    private FreezerGeneration _generation;
    private int _records;
    private bool _ended;

    public FreezerMessage? Decision { get; private set; }

    public string? Reason { get; private set; }

    public string? AgentVersion { get; private set; }

    public DateTimeOffset? At { get; private set; }

    /// <returns>False when no release writes this record here.</returns>
    public bool TryAdd(FreezerRecord record)
    {
        At = record.At;
        var isFirst = _records++ == 0;
        if (record.Message == FreezerMessage.OldStart)
        {
            return isFirst && IsPlain(record) && TryGeneration(FreezerGeneration.Old);
        }

        if (record.Message.StartsWith(FreezerMessage.AgentVersion, StringComparison.Ordinal))
        {
            var version = record.Message[FreezerMessage.AgentVersion.Length..];
            var fits = AgentVersion is null && Decision is null && version.Length is > 0 and <= 256 && IsPlain(record);
            AgentVersion = version;
            return fits;
        }

        return FreezerMessage.Find(record.Message) is { } message && TryDecide(message, record);
    }

    private bool TryDecide(FreezerMessage message, FreezerRecord record)
    {
        var fits = !_ended
            && message.Level == record.Level
            && (message.Mode is null || message.Mode == mode)
            && (message.ExitCode != 0 || record.Reason is null)
            && TryGeneration(message.Generation)
            && FitsAgent(message);
        if (Decision is not null)
        {
            // The old generation may say goodbye after what decided.
            _ended = true;
            return fits && message.Text == FreezerMessage.OldEnd;
        }

        _ended = message.Outcome == FreezerOutcome.Done;
        Decision = message;
        Reason = record.Reason;
        return fits;
    }

    /// <summary>"No guest agent" does not follow the agent's version.</summary>
    private bool FitsAgent(FreezerMessage message) => message.Outcome != FreezerOutcome.NoGuestAgent || AgentVersion is null;

    private bool TryGeneration(FreezerGeneration generation)
    {
        var fits = generation == FreezerGeneration.Both || _generation == FreezerGeneration.Both || _generation == generation;
        _generation = generation == FreezerGeneration.Both ? _generation : generation;
        return fits;
    }

    private static bool IsPlain(FreezerRecord record) => record is { Level: "info", Reason: null };
}

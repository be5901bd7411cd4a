namespace VeleroFreeze.Core.Consistency.Reports;

/// <param name="At">When it happened, by the clock of the evidence; null where no time is known.</param>
/// <param name="Line">The line of the backup's log that tells it, from 1; null when something else tells it.</param>
/// <param name="Text">What happened, in words for a person.</param>
public sealed record TimelineEntry(DateTimeOffset? At, int? Line, string Text);

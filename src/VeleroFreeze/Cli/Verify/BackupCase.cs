using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Cli.Verify;

/// <summary>One backup, judged.</summary>
/// <param name="Facts">What the verdict rests on.</param>
/// <param name="Report">The verdict.</param>
/// <param name="Notices">What kept evidence away, a line each, for standard error.</param>
internal sealed record BackupCase(BackupFacts Facts, ConsistencyReport Report, IReadOnlyList<string> Notices);

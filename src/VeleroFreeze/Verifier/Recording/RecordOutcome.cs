namespace VeleroFreeze.Verifier.Recording;

internal enum RecordOutcome
{
    /// <summary>What is to be recorded now is.</summary>
    Recorded,

    /// <summary>Written just now: whoever wants to write more has to read the record again.</summary>
    Written,

    /// <summary>Someone wrote in between: look again.</summary>
    Conflict,

    /// <summary>The watches have not told yet what happened up to the end.</summary>
    Early,
}

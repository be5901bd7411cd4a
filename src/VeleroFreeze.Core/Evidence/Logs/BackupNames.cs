using System.Text;

namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>The Backups that the lines of a log name, each once. Velero writes its one Backup into every line.</summary>
internal sealed class BackupNames
{
    // A log names one. Of a file that names many, a few are enough to say so.
    private const int MostNames = 8;
    private const int LongestName = 1024;

    private readonly List<LoggedBackup> _names = [];
    private byte[] _last = [];

    public IReadOnlyList<LoggedBackup> Names => _names;

    /// <summary>Lines that name none.</summary>
    public int Unnamed { get; private set; }

    public void Add(ReadOnlySpan<byte> name, int line)
    {
        if (name.IsEmpty)
        {
            Unnamed++;
        }
        else if (!name.SequenceEqual(_last))
        {
            _last = name.ToArray();
            var text = Encoding.UTF8.GetString(name.Length <= LongestName ? name : name[..LongestName]);
            if (_names.Count < MostNames && !_names.Exists(known => known.Name == text))
            {
                _names.Add(new LoggedBackup(text, line));
            }
        }
    }
}

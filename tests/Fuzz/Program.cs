using System.Globalization;
using StreamHost.Fuzz;

// dotnet run -c Release --project tests/Fuzz -- --cases 1000000 --seed 1 [--target safetensors|pt|pickle|wav|index|jsonl|plugin.json|plugin.dll|csv|all] [--findings folder]
var settings = new Dictionary<string, string>
{
    ["--cases"] = "1000000",
    ["--seed"] = "1",
    ["--target"] = "all",
    ["--findings"] = "findings",
};
for (var i = 0; i < args.Length; i += 2)
{
    if (i + 1 == args.Length || !settings.ContainsKey(args[i]))
    {
        Console.Error.WriteLine($"{args[i]}: unknown, or without its value; the options are {string.Join(", ", settings.Keys)}");
        return 2;
    }

    settings[args[i]] = args[i + 1];
}

var targets = Target.All.Where(target => settings["--target"] == "all" || settings["--target"] == target.Name).ToArray();
if (targets.Length == 0
    || !int.TryParse(settings["--cases"], NumberStyles.None, CultureInfo.InvariantCulture, out var cases)
    || !int.TryParse(settings["--seed"], NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
{
    Console.Error.WriteLine($"--cases and --seed are whole numbers; --target is all, {string.Join(", ", Target.All.Select(target => target.Name))}");
    return 2;
}

var findings = 0;
foreach (var target in targets)
    findings += new FuzzRun(target, cases, seed, settings["--findings"]).Run();
return findings == 0 ? 0 : 1;

using System.Xml.Linq;
using StreamHost.Training.Datasets;
using StreamHost.Training.Metrics;
using StreamHost.Training.Reports;

namespace StreamHost.Training.Tests.Reports;

public sealed class HtmlReportTests
{
    private const string Hostile = "<script>alert('&\"')</script>";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(80)]
    public void A_report_is_well_formed_whatever_the_names(int epochs)
    {
        var html = HtmlReport.Render(Contents(epochs));
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        var page = XDocument.Parse(html.Replace("<!doctype html>\n", "", StringComparison.Ordinal));
        Assert.Equal(2, page.Descendants("svg").Count());
        Assert.Equal(Hostile, page.Descendants("h1").Single().Value);
        Assert.Equal(4 * epochs, page.Descendants("circle").Count());
    }

    [Fact]
    public void The_same_contents_give_the_same_bytes() => Assert.Equal(HtmlReport.Render(Contents(5)), HtmlReport.Render(Contents(5)));

    [Fact]
    public void A_loss_that_is_no_number_is_a_hole_in_the_curve()
    {
        var contents = Contents(3);
        var history = contents.History.Select((epoch, i) => i == 1 ? epoch with { TrainingLoss = double.NaN, ValidationLoss = double.NaN } : epoch);
        var page = XDocument.Parse(HtmlReport.Render(contents with { History = [.. history] }).Replace("<!doctype html>\n", "", StringComparison.Ordinal));
        Assert.Equal(10, page.Descendants("circle").Count());
    }

    [Fact]
    public void What_was_not_measured_is_a_dash_and_seconds_have_a_decimal()
    {
        var seconds = new ConfusionMatrix(["a", "b"]);
        seconds.Add(0, 0, 0.4);
        seconds.Add(1, 1, 12.25);
        var contents = Contents(2) with
        {
            History = [new EpochRecord(1, 1e-3, 1, 0.5, null, null, 2)],
            Evaluations = [("test", new Evaluation(0.5, seconds, seconds))],
        };
        var html = HtmlReport.Render(contents);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.Contains("<td>–</td><td>–</td>", html, StringComparison.Ordinal);
        Assert.Contains(">0.4</td>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e17)]
    [InlineData(-1e-12)]
    public void A_curve_that_is_flat_still_has_its_axis(double loss)
    {
        var contents = Contents(3);
        var flat = contents with { History = [.. contents.History.Select(epoch => epoch with { TrainingLoss = loss, ValidationLoss = loss })] };
        Assert.Contains("class=\"grid\"", HtmlReport.Render(flat), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_fetched_from_elsewhere()
    {
        var html = HtmlReport.Render(Contents(3));
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
    }

    private static ReportContents Contents(int epochs)
    {
        var matrix = new ConfusionMatrix([Hostile, "b"]);
        matrix.Add(0, 1, 3);
        matrix.Add(1, 1, 5);
        return new ReportContents
        {
            Title = Hostile,
            Figures = [("test accuracy", "62.50 %")],
            History = [.. Enumerable.Range(1, epochs).Select(i => new EpochRecord(i, 1e-3, 1.0 / i, 1 - (0.5 / i), 1.1 / i, 1 - (0.6 / i), 2))],
            BestEpoch = epochs,
            Evaluations = [(Hostile, new Evaluation(0.5, matrix, null))],
            Files = [new DataFile(Hostile, 12, "abc")],
            Record = [("Command", $"streamhost train {Hostile}")],
        };
    }
}

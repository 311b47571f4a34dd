// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paint/picture.h"
#include "core/present/runview.h"
#include "tests/support/sweptrun.h"
#include "tests/support/syntheticrun.h"
#include "tests/support/testmain.h"

#include <QGuiApplication>
#include <QImage>
#include <QRegularExpression>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace loadstone;

namespace
{

/// Of every kind.
QList<ChartModel> charts()
{
    return chartsOf(makeRunView(test::syntheticRun()))
        + chartsOf(makeRunView(test::sweptCurveRun())).mid(2, 1)
        + chartsOf(makeRunView(test::sweptGridRun())).mid(2, 1);
}

QImage pngOf(const ChartModel &chart, const PictureOptions &options)
{
    QImage image;
    image.loadFromData(toPng(chart, options), "PNG");
    return image;
}

/// How many pixels of the outermost row or column are not the background.
int inkAtTheEdge(const QImage &image)
{
    const QRgb paper = image.pixel(0, 0);
    int ink = 0;
    for (int x = 0; x < image.width(); ++x)
        ink += (image.pixel(x, 0) != paper) + (image.pixel(x, image.height() - 1) != paper);
    for (int y = 0; y < image.height(); ++y)
        ink += (image.pixel(0, y) != paper) + (image.pixel(image.width() - 1, y) != paper);
    return ink;
}

bool hasInk(const QImage &image)
{
    const QRgb paper = image.pixel(0, 0);
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2) {
            if (image.pixel(x, y) != paper)
                return true;
        }
    }
    return false;
}

} // namespace

class TestPicture : public QObject
{
    Q_OBJECT

private slots:
    void everyPresetIsAsWideAsItSays();
    void everySizeIsKept();
    void nothingIsCutOff();
    void backgroundFollowsThemeAndTransparency();
    void titleCanBeLeftOut();
    void bothFormatsHaveTheSameShape();
    void numbersFollowTheLanguage();
};

void TestPicture::everyPresetIsAsWideAsItSays()
{
    QVERIFY(!findPicturePreset(u"poster"_s));
    for (const PicturePreset &preset : picturePresets()) {
        PictureOptions options;
        options.preset = preset;
        for (const ChartModel &chart : charts()) {
            const QImage image = pngOf(chart, options);
            QCOMPARE(image.width(), preset.widthPx);
            QVERIFY2(hasInk(image), qPrintable(chart.id));
            if (preset.id == u"slide"_s)
                QCOMPARE(image.size(), QSize(1920, 1080));
            if (preset.widthMm > 0) // 300 dots per inch
                QVERIFY(std::abs(image.dotsPerMeterX() - 11'811) < 15);
        }
    }
}

void TestPicture::everySizeIsKept()
{
    for (const QSize size : {QSize(1920, 1080), QSize(500, 900), QSize(320, 240), QSize(100, 100)}) {
        PictureOptions options;
        options.size = size;
        for (const ChartModel &chart : charts()) {
            QCOMPARE(pngOf(chart, options).size(), size);
            const QByteArray svg = toSvg(chart, options);
            const QString expected = u" width=\"%1\" height=\"%2\""_s.arg(size.width()).arg(size.height());
            QVERIFY(svg.contains(expected.toLatin1()));
        }
    }
}

void TestPicture::nothingIsCutOff()
{
    for (const ChartModel &chart : charts()) {
        for (const char *preset : {"screen", "half-column", "slide"}) {
            PictureOptions options;
            options.preset = *findPicturePreset(QString::fromLatin1(preset));
            QCOMPARE(inkAtTheEdge(pngOf(chart, options)), 0);
        }
    }
}

void TestPicture::backgroundFollowsThemeAndTransparency()
{
    const ChartModel chart = charts().first();
    PictureOptions options;
    QCOMPARE(pngOf(chart, options).pixelColor(0, 0), QColor(Qt::white));
    options.theme = ChartTheme::Dark;
    QCOMPARE(pngOf(chart, options).pixelColor(0, 0), chartColors(ChartTheme::Dark).plot);
    QVERIFY(toSvg(chart, options).contains(chartColors(ChartTheme::Dark).plot.name().toLatin1()));
    options.isTransparent = true;
    QCOMPARE(pngOf(chart, options).pixelColor(0, 0).alpha(), 0);
    QVERIFY(!toSvg(chart, options).contains("<rect x=\"0\" y=\"0\""));
}

void TestPicture::titleCanBeLeftOut()
{
    for (const ChartModel &chart : charts()) {
        PictureOptions options;
        const auto shows = [&] {
            QString svg = QString::fromUtf8(toSvg(chart, options));
            svg.remove(QRegularExpression(u"<(title|desc)[^>]*>[^<]*</(title|desc)>"_s));
            return svg.contains(u"font-weight=\"bold\""_s);
        };
        QVERIFY2(shows(), qPrintable(chart.id));
        options.hasTitle = false;
        QVERIFY2(!shows(), qPrintable(chart.id));
    }
}

void TestPicture::bothFormatsHaveTheSameShape()
{
    PictureOptions options;
    options.preset = *findPicturePreset(u"half-column"_s);
    static const QRegularExpression box(u"viewBox=\"0 0 ([\\d.]+) ([\\d.]+)\""_s);
    for (const ChartModel &chart : charts()) {
        const QRegularExpressionMatch match = box.match(QString::fromUtf8(toSvg(chart, options)));
        const QImage image = pngOf(chart, options);
        const double drawn = match.captured(1).toDouble() / match.captured(2).toDouble();
        QVERIFY(std::abs(drawn - double(image.width()) / image.height()) < 0.02);
    }
}

void TestPicture::numbersFollowTheLanguage()
{
    ChartModel chart;
    chart.kind = ChartKind::Bars;
    chart.id = u"rates"_s;
    chart.title = u"Requests, 1,000.5 in a title"_s;
    ChartRow row;
    row.name = u"Python 3.11"_s;
    row.estimate = 1'234.5;
    row.text = u"1,234.5 (0.92×), 12 of 3,000,000"_s;
    chart.rows = {row};
    PictureOptions options;
    QVERIFY(toSvg(chart, options).contains(">1,234.5 (0.92×), 12 of 3,000,000<"));
    options.numbers = QLocale(u"de"_s);
    const QByteArray german = toSvg(chart, options);
    QVERIFY2(german.contains(">1.234,5 (0,92×), 12 of 3.000.000<"), german.constData());
    QVERIFY(german.contains(">Python 3.11<") && german.contains("1,000.5 in a title<"));
}

LOADSTONE_TEST(TestPicture, QGuiApplication)
#include "tst_picture.moc"

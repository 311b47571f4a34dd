// SPDX-License-Identifier: GPL-3.0-or-later
// The field table, used by the program, and the schema, used by editors, agree in every key and range.
#include "core/profile/codec/fieldlist.h"
#include "core/profile/limits.h"
#include "core/profile/reader.h"
#include "tests/profile/fullprofile.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace loadstone;
using namespace Qt::StringLiterals;

using Kind = ProfileField::Kind;

namespace
{

QString typeInSchema(Kind kind)
{
    switch (kind) {
    case Kind::Text:
    case Kind::External:
        return u"string"_s;
    case Kind::Flag:
        return u"boolean"_s;
    case Kind::Integer:
        return u"integer"_s;
    case Kind::Number:
        return u"number"_s;
    case Kind::Map:
    case Kind::Object:
        return u"object"_s;
    case Kind::Values:
    case Kind::List:
        return u"array"_s;
    case Kind::Content:
        break; // several
    }
    return {};
}

/// All keys inside a part of the schema.
void listKeys(const QJsonObject &part, const QByteArray &place, QList<QByteArray> &places)
{
    const QJsonObject properties = part[u"properties"].toObject();
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        const QByteArray child = place + '/' + it.key().toUtf8();
        places.append(child);
        listKeys(it.value().toObject(), child, places);
        listKeys(it.value()[u"items"].toObject(), child + "/*", places);
    }
}

} // namespace

class TestProfileFields : public QObject
{
    Q_OBJECT

    QJsonObject m_schema;

    QJsonObject partFor(const QByteArray &place) const
    {
        QJsonObject part = m_schema;
        for (const QByteArray &step : place.mid(1).split('/'))
            part = step == "*" ? part[u"items"].toObject()
                               : part[u"properties"][QString::fromUtf8(step)].toObject();
        return part;
    }

    static void addFields()
    {
        QTest::addColumn<const ProfileField *>("field");
        for (const ProfileField &field : profileFields())
            QTest::newRow(field.place.constData()) << &field;
    }

private slots:
    void initTestCase()
    {
        QFile file(profileSchemaFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_schema = QJsonDocument::fromJson(file.readAll()).object();
        QVERIFY(!m_schema.isEmpty());
    }

    void hasTheKeysOfTheSchema()
    {
        QList<QByteArray> inSchema;
        listKeys(m_schema, {}, inSchema);
        QList<QByteArray> inTable;
        for (const ProfileField &field : profileFields())
            inTable.append(field.place);
        std::sort(inSchema.begin(), inSchema.end());
        std::sort(inTable.begin(), inTable.end());
        QVERIFY(inTable.size() > 90);
        QCOMPARE(inTable, inSchema);
    }

    void hasTheTypesOfTheSchema_data() { addFields(); }
    void hasTheTypesOfTheSchema()
    {
        QFETCH(const ProfileField *, field);
        const QJsonObject part = partFor(field->place);
        if (field->kind == Kind::Content)
            QVERIFY(part[u"type"].toArray().size() > 1);
        else
            QCOMPARE(part[u"type"].toString(), typeInSchema(field->kind));
        QCOMPARE(part.contains(u"properties"), field->kind == Kind::Object);
        QCOMPARE(part[u"items"].toObject().contains(u"properties"), field->kind == Kind::List);
        QCOMPARE(part[u"uniqueItems"].toBool(), field->isSet);
        QCOMPARE(part[u"pattern"].toString(), field->pattern);
        QCOMPARE(part[u"enum"].toVariant().toStringList(), field->words);
        // Required keys are always written.
        const QByteArray parent = field->place.left(field->place.lastIndexOf('/'));
        const QJsonObject object = parent.isEmpty() ? m_schema : partFor(parent);
        const QString key = QString::fromUtf8(field->place.mid(parent.size() + 1));
        if (object[u"required"].toArray().contains(key))
            QVERIFY(field->isEssential);
    }

    void hasTheLimitsOfTheSchema_data() { addFields(); }
    void hasTheLimitsOfTheSchema()
    {
        QFETCH(const ProfileField *, field);
        const QJsonObject part = partFor(field->place);
        if (part[u"type"].toString() == u"integer" || part[u"type"].toString() == u"number")
            QVERIFY(field->most || field->place == "/loadstone_profile");
        const QJsonObject numbers = field->kind == Kind::Values ? part[u"items"].toObject() : part;
        if (field->most) {
            QVERIFY(numbers.contains(u"maximum"));
            QCOMPARE(numbers[u"maximum"].toDouble(), *field->most);
            QCOMPARE(numbers.contains(u"exclusiveMinimum"), field->isLeastExcluded);
            QCOMPARE(numbers[field->isLeastExcluded ? u"exclusiveMinimum" : u"minimum"].toDouble(-1e300),
                     *field->least);
        } else {
            QVERIFY(!numbers.contains(u"maximum"));
        }
        const bool isText = field->kind == Kind::Text;
        QCOMPARE(qsizetype(part[isText ? u"minLength" : u"minItems"].toInteger(0)), field->shortest);
        QCOMPARE(qsizetype(part[isText ? u"maxLength" : u"maxItems"].toInteger(-1)),
                 field->longest.value_or(-1));
    }

    void hasTheDefaultsOfTheSchema_data() { addFields(); }
    void hasTheDefaultsOfTheSchema()
    {
        QFETCH(const ProfileField *, field);
        const QJsonValue byDefault = partFor(field->place).value(u"default");
        if (byDefault.isUndefined() || field->kind == Kind::Object || field->kind == Kind::List)
            return;
        const auto draftWith = [field](const QJsonValue &value) {
            const QJsonObject whole = fullProfileWith(field->place, value);
            return *readProfile(QJsonDocument(whole).toJson(), u"t"_s).draft;
        };
        QVERIFY(draftWith(byDefault) == draftWith(QJsonValue(QJsonValue::Undefined)));
    }

    void ordersPlacesAsTheyAreWritten()
    {
        const QStringList ordered{u""_s,
                                  u"/name"_s,
                                  u"/servers"_s,
                                  u"/servers/2/label"_s,
                                  u"/servers/10/stack"_s,
                                  u"/requests/0"_s,
                                  u"/requests/0/headers/A"_s,
                                  u"/requests/0/headers/B"_s,
                                  u"/requests/0/expect/json/~1a"_s,
                                  u"/scenario/login/path"_s,
                                  u"/load"_s,
                                  u"/load/users"_s,
                                  u"/load/stages/1/users"_s,
                                  u"/load/duration_s"_s,
                                  u"/sweep/dimensions/1/setting"_s,
                                  u"/sweep/dimensions/1/values"_s,
                                  u"/port"_s};
        for (qsizetype a = 0; a < ordered.size(); ++a) {
            for (qsizetype b = 0; b < ordered.size(); ++b)
                QCOMPARE(comesBefore(ordered.at(a), ordered.at(b)), a < b);
        }
    }

    void excludesNaN()
    {
        QVERIFY(!limits::rate.contains(std::nan("")));
        QVERIFY(!limits::rate.contains(std::numeric_limits<double>::infinity()));
        QVERIFY(!limits::rate.contains(-1));
        QVERIFY(limits::rate.contains(limits::rate.most));
        QVERIFY(!limits::time.contains(limits::time.most + Milliseconds(1)));
        QVERIFY(limits::time.contains(Milliseconds(0)));
        QVERIFY(!limits::time.above().contains(Milliseconds(0)));
    }
};

LOADSTONE_TEST(TestProfileFields, QCoreApplication)
#include "tst_profilefields.moc"

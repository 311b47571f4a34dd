// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/thresholdscope.h"

#include "core/base/nearest.h"

#include <QCoreApplication>
#include <QStringList>

namespace loadstone
{

using namespace Qt::StringLiterals;

namespace
{

class ThresholdScopeText
{
    Q_DECLARE_TR_FUNCTIONS(ThresholdScopeText)
};

QString quotingRemedy()
{
    return ThresholdScopeText::tr(
        "Put a name with , } : or \" in double quotes, as in server:\"gunicorn, 4 workers\"; "
        "within them write \\\" for a quote.");
}

Error scopeError(const QString &sentence) { return {ErrorCode::Usage, sentence, {}}; }

/// Reads a scope from left to right. A function that returns false has set the error.
class ScopeReader
{
public:
    explicit ScopeReader(const QString &text) : m_text(text) { }

    Result<ScopeReading> read()
    {
        do {
            ++m_at; // the brace or the comma
            if (!readEntry())
                return scopeError(m_error);
        } while (next() == u',');
        if (m_at >= m_text.size())
            return scopeError(ThresholdScopeText::tr("The brace is not closed. Write } after the names."));
        if (m_text[m_at] != u'}')
            return scopeError(
                ThresholdScopeText::tr("\"%1\" follows the name \"%2\". Write a comma and the next name, "
                                       "or } and the comparison.")
                    .arg(m_text.mid(m_at, longestExcerpt), m_name));
        ++m_at;
        const qsizetype length = m_at;
        return next() == u'}' ? scopeError(quotingRemedy())
                              : Result<ScopeReading>(ScopeReading{m_scope, length});
    }

private:
    static constexpr qsizetype longestExcerpt = 20;

    /// The next character that is not a space; null at the end.
    QChar next()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
        return m_at < m_text.size() ? m_text[m_at] : QChar();
    }

    bool fail(const QString &sentence)
    {
        m_error = sentence;
        return false;
    }

    bool readEntry()
    {
        static const QString stops = u":,}\""_s;
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && !stops.contains(m_text[m_at]))
            ++m_at;
        const QString key = m_text.mid(begin, m_at - begin).trimmed();
        if (key.isEmpty() || next() != u':')
            return fail(
                ThresholdScopeText::tr("Write endpoint:NAME, server:NAME or both in the braces; put a name "
                                       "with , } : or \" in double quotes."));
        QString *name = nameFor(key);
        if (!name)
            return false;
        ++m_at;
        const bool isQuoted = next() == u'"';
        if (!(isQuoted ? readQuoted() : readPlain()))
            return false;
        if (m_name.isEmpty())
            return fail(ThresholdScopeText::tr("The name after \"%1:\" is missing.").arg(key));
        if (!name->isEmpty())
            return fail(
                ThresholdScopeText::tr("\"%1\" appears twice. Write one threshold for each.").arg(key));
        *name = m_name;
        return true;
    }

    QString *nameFor(const QString &key)
    {
        if (key == u"endpoint")
            return &m_scope.endpoint;
        if (key == u"server")
            return &m_scope.server;
        const QString nearest = nearestName(key, {u"endpoint"_s, u"server"_s});
        fail(nearest.isEmpty()
                 ? ThresholdScopeText::tr("There is no key \"%1\"; there are endpoint and server.")
                       .arg(key.left(100))
                 : ThresholdScopeText::tr("There is no key \"%1\". Did you mean \"%2\"?").arg(key, nearest));
        return nullptr;
    }

    bool readQuoted()
    {
        m_name.clear();
        for (++m_at; m_at < m_text.size() && m_text[m_at] != u'"'; ++m_at) {
            const QChar following = m_at + 1 < m_text.size() ? m_text[m_at + 1] : QChar();
            if (m_text[m_at] == u'\\' && (following == u'"' || following == u'\\'))
                ++m_at;
            m_name += m_text[m_at];
        }
        if (m_at >= m_text.size())
            return fail(ThresholdScopeText::tr("The quoted name is not closed. Write \" after it."));
        ++m_at;
        return true;
    }

    bool readPlain()
    {
        static const QString stops = u",}"_s;
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && !stops.contains(m_text[m_at]))
            ++m_at;
        m_name = m_text.mid(begin, m_at - begin).trimmed();
        if (m_name.contains(u':') || m_name.contains(u'"'))
            return fail(quotingRemedy());
        return true;
    }

    QString m_text;
    qsizetype m_at = 0;
    QString m_name;
    QString m_error;
    ThresholdScope m_scope;
};

} // namespace

Result<ScopeReading> parseThresholdScope(const QString &text) { return ScopeReader(text).read(); }

} // namespace loadstone

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/refusal.h"

#include <QDoubleSpinBox>
#include <QSpinBox>

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadstone
{

/// A spin box of a form. Qt's own ones ignore keys that lead out of their range, so that a typed 100 silently
/// becomes 10. This one stores the number as typed: its range applies to the arrows, and a number beyond it
/// is a validation error of the profile. Text that is not a storable number stays while typing, and is
/// refused as a whole, with a message, when the field loses focus.
template<typename Box, typename Number>
class NumberBox : public Box
{
public:
    enum class Beyond {
        Stored, ///< numbers beyond the range, reported by profile validation
        Refused ///< if nothing validates them
    };

    explicit NumberBox(QWidget *parent = nullptr, Beyond beyond = Beyond::Stored)
        : Box(parent), m_beyond(beyond)
    {
        setRange(lowest(), highest());
    }

    void setRange(Number low, Number high)
    {
        m_low = low;
        m_high = high;
        takeAll();
    }

    /// Text for the minimum, which cannot be undercut then.
    void setSpecialValueText(const QString &text)
    {
        Box::setSpecialValueText(text);
        takeAll();
    }

    void stepBy(int steps) override
    {
        // A number beyond the range may stay, but not move farther away.
        Box::setRange(std::min(m_low, this->value()), std::max(m_high, this->value()));
        Box::stepBy(steps);
        takeAll();
    }

    QValidator::State validate(QString &text, int &position) const override
    {
        const QValidator::State state = Box::validate(text, position);
        if (state == QValidator::Acceptable || isTooLarge(text))
            return QValidator::Acceptable;
        return QValidator::Intermediate;
    }

    Number valueFromText(const QString &text) const override
    {
        if (!isTooLarge(text))
            return Box::valueFromText(text);
        return plain(text).startsWith(this->locale().negativeSign()) ? this->minimum() : this->maximum();
    }

    /// Called when the field loses focus with a text that cannot be stored.
    void fixup(QString &text) const override
    {
        Box::fixup(text);
        QString fixed = text;
        int position = 0;
        if (plain(text).isEmpty() || validate(fixed, position) == QValidator::Acceptable)
            return;
        reportRefused(const_cast<NumberBox *>(this), plain(text), this->textFromValue(this->value()));
    }

protected:
    QAbstractSpinBox::StepEnabled stepEnabled() const override
    {
        QAbstractSpinBox::StepEnabled enabled = Box::stepEnabled();
        enabled.setFlag(QAbstractSpinBox::StepUpEnabled,
                        enabled.testFlag(QAbstractSpinBox::StepUpEnabled) && this->value() < m_high);
        enabled.setFlag(QAbstractSpinBox::StepDownEnabled,
                        enabled.testFlag(QAbstractSpinBox::StepDownEnabled) && this->value() > m_low);
        return enabled;
    }

private:
    // For doubles, the largest number without an exponent that can be read back.
    static constexpr Number highest()
    {
        if constexpr (std::numeric_limits<Number>::is_integer)
            return std::numeric_limits<Number>::max();
        else
            return 1e15;
    }
    static constexpr Number lowest() { return -highest(); }

    void takeAll()
    {
        if (m_beyond == Beyond::Refused)
            return Box::setRange(m_low, m_high);
        Box::setRange(this->specialValueText().isEmpty() ? lowest() : m_low, highest());
    }

    /// The number as typed, without unit and separators.
    QString plain(QString text) const
    {
        if (const QString unit = this->suffix(); !unit.isEmpty() && text.endsWith(unit))
            text.chop(unit.size());
        return text.remove(this->locale().groupSeparator()).trimmed();
    }

    /// Exceeds the box's maximum; stored as the maximum.
    bool isTooLarge(const QString &text) const
    {
        if (m_beyond == Beyond::Refused)
            return false;
        bool isNumber = false;
        const double number = this->locale().toDouble(plain(text), &isNumber);
        return isNumber
            && (number > double(this->maximum())
                || (this->minimum() == lowest() && number < double(this->minimum())));
    }

    Beyond m_beyond;
    Number m_low = 0;
    Number m_high = 0;
};

class IntegerBox final : public NumberBox<QSpinBox, int>
{
public:
    using NumberBox::NumberBox;
};

/// For integers beyond 32 bits. Up to its maximum a double is exact.
class LongNumberBox final : public NumberBox<QDoubleSpinBox, double>
{
public:
    explicit LongNumberBox(QWidget *parent = nullptr) : NumberBox(parent) { setDecimals(0); }

    void setRange(qint64 low, qint64 high) { NumberBox::setRange(double(low), double(high)); }
    qint64 integerValue() const { return qint64(value()); }
    /// For tr(), which takes an int.
    int valueForPlural() const
    {
        return int(std::min(std::abs(value()), double(std::numeric_limits<int>::max())));
    }
};

/// For mostly integral numbers: 100 stays "100", where Qt writes "100.0".
class PlainSpinBox final : public NumberBox<QDoubleSpinBox, double>
{
public:
    using NumberBox::NumberBox;

    QString textFromValue(double value) const override
    {
        QString text = QDoubleSpinBox::textFromValue(value);
        const QString point = locale().decimalPoint();
        if (!text.contains(point))
            return text;
        while (text.endsWith(locale().zeroDigit()))
            text.chop(1);
        if (text.endsWith(point))
            text.chop(point.size());
        return text;
    }
};

} // namespace loadstone

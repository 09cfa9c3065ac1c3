// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "support/dwarf_builder.hpp"

#include <stdexcept>

#include "support/bytes.hpp"

namespace gofixup::test {

namespace {

// Writes everything once. References need the offsets of DIEs that come later, so a Dwarf is
// written twice: the sizes do not depend on them.
class Writer {
 public:
  Writer(const Dwarf& dwarf, const std::map<std::string, std::uint64_t>& labels)
      : dwarf_(dwarf),
        known_(labels),
        info_(dwarf.is_big_endian),
        abbrev_(dwarf.is_big_endian),
        addr_(dwarf.is_big_endian),
        str_offsets_(dwarf.is_big_endian) {
    if (dwarf.version < 5) return;
    table_header(addr_);
    table_header(str_offsets_);
    is_table_v5_ = true;
  }

  Sections run() {
    for (const UnitSpec& unit : dwarf_.units) write(unit);
    abbrev_.bytes.push_back(0);
    Sections sections;
    sections.bytes[".debug_info"] = info_.bytes;
    sections.bytes[".debug_abbrev"] = abbrev_.bytes;
    if (has_addresses_) sections.bytes[".debug_addr"] = finished(addr_);
    if (str_offsets_.bytes.size() > header_size())
      sections.bytes[".debug_str_offsets"] = finished(str_offsets_);
    if (!strings_.empty())
      sections.bytes[dwarf_.string_form == DW_FORM_line_strp ? ".debug_line_str" : ".debug_str"] =
          strings_;
    sections.labels = labels_;
    return sections;
  }

 private:
  unsigned offset_size() const { return dwarf_.is_64bit_format ? 8 : 4; }
  std::size_t header_size() const { return std::size_t{2} * offset_size(); }

  // unit_length, then four bytes; the length is filled in at the end.
  void table_header(ByteWriter& table) {
    table.number(0, dwarf_.is_64bit_format ? 12 : 4);
    table.number(5, 2);
    table.number(&table == &addr_ ? dwarf_.address_size : 0, &table == &addr_ ? 1 : 2);
    if (&table == &addr_) table.number(0, 1);
  }
  Bytes finished(ByteWriter& table) const {
    if (!is_table_v5_) return table.bytes;
    const std::size_t length_size = dwarf_.is_64bit_format ? 12 : 4;
    set_length(table, 0, table.bytes.size() - length_size);
    return table.bytes;
  }
  void set_length(ByteWriter& to, std::size_t at, std::uint64_t length) const {
    if (dwarf_.is_64bit_format) to.set(at, 0xffffffff, 4);
    to.set(dwarf_.is_64bit_format ? at + 4 : at, length, offset_size());
  }

  void write(const UnitSpec& unit) {
    unit_offset_ = info_.offset();
    version_ = unit.version != 0 ? unit.version : dwarf_.version;
    info_.number(0, dwarf_.is_64bit_format ? 12 : 4);
    const std::size_t body = info_.offset();
    info_.number(version_, 2);
    if (version_ >= 5) {
      info_.number(unit.type, 1);
      info_.number(dwarf_.address_size, 1);
      info_.number(0, offset_size());
    } else {
      info_.number(0, offset_size());
      info_.number(dwarf_.address_size, 1);
    }
    write(unit.root);
    set_length(info_, unit_offset_, info_.offset() - body);
  }

  void write(const Entry& entry) {
    note_label(entry);
    info_.uleb(abbrev_code(entry));
    for (const Attr& attr : entry.attrs) write(attr);
    for (const Entry& child : entry.children) write(child);
    if (!entry.children.empty()) info_.uleb(0);
  }

  void note_label(const Entry& entry) {
    std::string label = entry.label;
    for (const Attr& attr : entry.attrs)
      if (const auto* text = std::get_if<std::string>(&attr.value);
          text != nullptr && label.empty() && attr.name == DW_AT_name)
        label = *text;
    if (label.empty()) return;
    const bool is_typedef = entry.tag == DW_TAG_typedef && entry.label.empty();
    if (is_typedef)
      labels_[label] = info_.offset();
    else
      labels_.emplace(label, info_.offset());
    if (!is_typedef) labels_.emplace("=" + label, info_.offset());
  }

  std::uint16_t form_of(const Attr& attr) const {
    if (attr.form != 0) return attr.form;
    if (std::holds_alternative<std::string>(attr.value)) return dwarf_.string_form;
    if (std::holds_alternative<To>(attr.value)) return DW_FORM_ref_addr;
    if (std::holds_alternative<TableStart>(attr.value)) return DW_FORM_sec_offset;
    if (std::holds_alternative<Bytes>(attr.value)) return DW_FORM_block1;
    if (!std::holds_alternative<At>(attr.value)) return DW_FORM_udata;
    if (dwarf_.address_form != 0) return dwarf_.address_form;
    return version_ >= 5 ? DW_FORM_addrx : DW_FORM_addr;
  }

  std::uint64_t abbrev_code(const Entry& entry) {
    ByteWriter shape(false);
    shape.uleb(entry.tag);
    shape.number(entry.children.empty() ? 0 : 1, 1);
    for (const Attr& attr : entry.attrs) {
      shape.uleb(attr.name);
      shape.uleb(form_of(attr));
    }
    shape.number(0, 2);
    const auto [found, is_new] = abbrevs_.emplace(shape.bytes, abbrevs_.size() + 1);
    if (is_new) {
      abbrev_.uleb(found->second);
      abbrev_.append(shape.bytes);
    }
    return found->second;
  }

  void write(const Attr& attr) {
    const std::uint16_t form = form_of(attr);
    if (const auto* text = std::get_if<std::string>(&attr.value)) return string(form, *text);
    if (const auto* block = std::get_if<Bytes>(&attr.value)) {
      if (form == DW_FORM_block1)
        info_.number(block->size(), 1);
      else if (form == DW_FORM_exprloc)
        info_.uleb(block->size());
      return info_.append(*block);  // any other form: the bytes as they are
    }
    std::uint64_t value = 0;
    if (const auto* given = std::get_if<std::uint64_t>(&attr.value)) value = *given;
    if (const auto* to = std::get_if<To>(&attr.value)) value = offset_of(*to, form);
    if (std::holds_alternative<TableStart>(attr.value)) value = header_size();
    if (const auto* at = std::get_if<At>(&attr.value)) value = address(form, at->address);
    number(form, value);
  }

  std::uint64_t offset_of(const To& to, std::uint16_t form) const {
    const auto found = known_.find(to.label);
    if (found == known_.end()) {
      if (known_.empty()) return 0;  // the first round
      throw std::logic_error("no DIE is called " + to.label);
    }
    return form == DW_FORM_ref_addr ? found->second : found->second - unit_offset_;
  }

  std::uint64_t address(std::uint16_t form, std::uint64_t value) {
    if (form == DW_FORM_addr) return value;
    const std::uint64_t index = (addr_.offset() - header_size()) / dwarf_.address_size;
    addr_.number(value, dwarf_.address_size);
    has_addresses_ = true;
    return index;
  }

  void string(std::uint16_t form, const std::string& text) {
    if (form == DW_FORM_string) return info_.text(text);
    const std::uint64_t offset = strings_.size();
    strings_.insert(strings_.end(), text.begin(), text.end());
    strings_.push_back(0);
    if (form == DW_FORM_strp || form == DW_FORM_line_strp) return number(form, offset);
    const std::uint64_t index = (str_offsets_.offset() - header_size()) / offset_size();
    str_offsets_.number(offset, offset_size());
    number(form, index);
  }

  void number(std::uint16_t form, std::uint64_t value) {
    switch (form) {
      case DW_FORM_flag_present: return;
      case DW_FORM_data1:
      case DW_FORM_flag:
      case DW_FORM_ref1:
      case DW_FORM_strx1:
      case DW_FORM_addrx1: return info_.number(value, 1);
      case DW_FORM_data2:
      case DW_FORM_ref2:
      case DW_FORM_strx2:
      case DW_FORM_addrx2: return info_.number(value, 2);
      case DW_FORM_strx3:
      case DW_FORM_addrx3: return info_.number(value, 3);
      case DW_FORM_data4:
      case DW_FORM_ref4:
      case DW_FORM_strx4:
      case DW_FORM_addrx4: return info_.number(value, 4);
      case DW_FORM_data8:
      case DW_FORM_ref8: return info_.number(value, 8);
      case DW_FORM_addr: return info_.number(value, dwarf_.address_size);
      case DW_FORM_ref_addr:
      case DW_FORM_sec_offset:
      case DW_FORM_strp:
      case DW_FORM_line_strp: return info_.number(value, offset_size());
      default: return info_.uleb(value);  // udata, addrx, strx, ref_udata
    }
  }

  const Dwarf& dwarf_;
  const std::map<std::string, std::uint64_t>& known_;
  ByteWriter info_, abbrev_, addr_, str_offsets_;
  Bytes strings_;
  std::map<Bytes, std::uint64_t> abbrevs_;
  std::map<std::string, std::uint64_t> labels_;
  std::uint64_t unit_offset_ = 0;
  std::uint16_t version_ = 0;
  bool has_addresses_ = false, is_table_v5_ = false;
};

}  // namespace

Sections Dwarf::build() const {
  const std::map<std::string, std::uint64_t> labels = Writer(*this, {}).run().labels;
  return Writer(*this, labels).run();
}

}  // namespace gofixup::test
